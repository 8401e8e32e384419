FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%SZ', moment, 'UTC')
