"""Departments, municipalities and the entities that give or receive assistance."""
