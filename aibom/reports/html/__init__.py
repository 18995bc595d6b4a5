"""The report for people: one HTML page that holds everything it needs (page.py), and the data in it (data.py)."""
