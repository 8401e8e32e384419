dividend / nullif(divisor, 0)
