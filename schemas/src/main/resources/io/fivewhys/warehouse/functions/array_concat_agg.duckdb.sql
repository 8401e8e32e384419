flatten(list(arrays))
