-- Without a subquery: one on a list that is grouped here carries the list along with each of its elements.
{dataset}.latency_ms(
  list_reduce(
    list_sort(histogram),
    lambda ahead, each:
      IF(ahead.count <= 0, ahead, {'bucket': each.bucket, 'count': ahead.count - each.count}),
    {
      'bucket': CAST(NULL AS BIGINT),
      'count': CAST(
        GREATEST(
          1, CEIL(CAST(q AS DOUBLE) * list_sum(list_transform(histogram, lambda each: each.count))))
        AS BIGINT)
    }).bucket)
