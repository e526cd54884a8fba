"""The benchmarks of `linea bench`, one file each: `measure()` gives the rows of its table."""
