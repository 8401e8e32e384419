// SPDX-License-Identifier: Apache-2.0
/**
 * Rows into BigQuery through the Storage Write API, each exactly once; on one machine the same
 * client writes to a local server of that API.
 *
 * <p><b>How many streams.</b> One for each table that a partition feeds, made once and then used
 * for as long as it gets rows, with one connection each, as streams with offsets cannot share one.
 * The six topics feed seven tables between them: 7 streams for each partition number, or 18 where
 * every topic also had messages that nobody could read and rows that the warehouse refused. Which
 * process has which changes nothing: for P partitions all of them together have at most 18 P
 * streams and connections. BigQuery allows a project 1 000 connections in a region and 10 000 in
 * the US and the EU, so 55 partitions always fit, and 142 do while nothing is refused. 10 000
 * streams an hour may be made; a stream is made at the first row, and again after days without one.
 *
 * <p><b>What a crash, an outage and a long pause do.</b> Place and positions are one commit. Rows
 * that landed after it come again at the same offsets of the same stream, which has them. Where one
 * table fails, what landed in others is committed at the old place, so that a stream may expire
 * meanwhile. In two cases rows are doubled all the same: the process was killed between an append
 * and its commit and nothing could be appended for the three days after which an unused stream is
 * dropped; or Kafka has forgotten the place of the group, which was without members for longer than
 * the brokers' {@code offsets.retention.minutes}, and has records from before it. Rows with equal
 * keys of their table are then the same row.
 */
@NullMarked
package io.fivewhys.sinks.bigquery;

import org.jspecify.annotations.NullMarked;
