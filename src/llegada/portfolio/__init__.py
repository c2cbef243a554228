"""The portfolio: services, their versions and weighted milestones."""
