"""Runs every benchmark and prints one line for each measurement."""

from tests.benchmarks import confronting, localization, reading, running, startup, warehouse

if __name__ == "__main__":
    startup.main()
    running.main()
    reading.main()
    localization.main()
    confronting.main()
    warehouse.main()
