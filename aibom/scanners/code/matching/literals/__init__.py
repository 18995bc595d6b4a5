"""What literals tell by the name they are given or the form they have, without a known call."""
