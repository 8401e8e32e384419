epoch_us(moment)
