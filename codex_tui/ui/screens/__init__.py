"""The screens that lie over the dashboard: details, questions, help."""
