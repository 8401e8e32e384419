(UNIX_MICROS(later) - UNIX_MICROS(earlier)) / 60e6
