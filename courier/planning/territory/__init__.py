"""Who is at home where: communes proposed to carriers, and how compact and overlapping a day's routes are."""
