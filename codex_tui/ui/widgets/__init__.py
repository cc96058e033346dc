"""The widgets; none of them knows the worker, and none remembers what the model remembers."""
