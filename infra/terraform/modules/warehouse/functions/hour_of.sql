`PROJECT`.fivewhys.window_begin(moment, TIMESTAMP '1970-01-01 00:00:00+00', 60)
