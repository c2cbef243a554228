"""The lines of a plan as a workbook: its columns, how a row is read, and how the plan goes out to come back."""
