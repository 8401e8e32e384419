// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

/**
 * Where tables, views and functions are: a dataset of BigQuery, or a file. It says what is there
 * and takes changes one at a time; what is to be changed is {@link DatasetPlan}'s to say. It drops
 * nothing.
 *
 * <p>Each call throws {@link DatasetException} when the other side says no.
 */
public interface Dataset extends AutoCloseable {

  /** As people call it: PROJECT.DATASET, or a file. */
  String name();

  /** What there is to be, as far as this place can hold it. */
  DatasetState wanted();

  /** What there is now. Of what is not wanted, only names. */
  DatasetState actual();

  void apply(Change change);

  @Override
  void close();
}
