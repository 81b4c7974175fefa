"""Speed, measured beside what else one could use: `make bench`. The site imports nothing of this."""
