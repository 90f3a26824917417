"""The machine: it knows nothing of emulation campaigns."""
