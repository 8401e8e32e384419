make_timestamp(micros)
