"""What is done at the keyboard: the parts behind `python -m bot`."""
