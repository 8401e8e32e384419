strftime(moment, '%Y-%m-%dT%H:%M:%SZ')
