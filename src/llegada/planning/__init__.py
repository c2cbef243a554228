"""The annual plan: the yearly cycle, each unit's plan with its lines and budget, the committee's decision, amendments."""
