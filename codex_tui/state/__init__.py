"""What is known: stores, the views on them, and `fold`, which turns events into changes. No IO, no clock, no widget."""
