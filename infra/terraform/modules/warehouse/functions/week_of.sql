DATE(`PROJECT`.fivewhys.window_begin(moment, TIMESTAMP '1969-12-29 00:00:00+00', 7 * 24 * 60))
