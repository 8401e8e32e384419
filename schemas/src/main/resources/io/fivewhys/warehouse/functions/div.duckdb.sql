dividend // divisor
