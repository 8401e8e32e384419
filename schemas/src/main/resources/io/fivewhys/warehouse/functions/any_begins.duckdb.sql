len(list_filter(texts, lambda each: starts_with(lower(each), beginning))) > 0
