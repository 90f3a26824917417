"""A rehearsal (diễn tập): a whole campaign played on a virtual clock, and the book that tells it.

The bot is the real one; only its people, its clock and the days it is not told are made up.
"""
