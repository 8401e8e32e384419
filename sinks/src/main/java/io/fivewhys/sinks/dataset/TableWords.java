// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables and their changes in words. */
final class TableWords {

  private TableWords() {}

  static List<String> of(TableState table) {
    List<String> words = new ArrayList<>();
    words.add(table.columns().size() + " columns");
    if (!table.partition().isEmpty()) {
      words.add("partitioned by " + table.partition());
      words.add(kept(table.expiry()));
    }
    if (!table.clustering().isEmpty()) {
      words.add("clustered by " + String.join(", ", table.clustering()));
    }
    return words;
  }

  static String of(TableEdit edit) {
    return switch (edit) {
      case TableEdit.AddColumn add ->
          "add column " + path(add.parent(), add.column().name()) + ' ' + add.column().sqlType();
      case TableEdit.RelaxColumn relax ->
          "column " + String.join(".", relax.path()) + " may be null";
      case TableEdit.DescribeColumn describe ->
          "describe column " + String.join(".", describe.path());
      case TableEdit.Describe describe -> "describe it";
      case TableEdit.Label label -> "label it " + label.labels();
      case TableEdit.Cluster cluster -> "cluster by " + String.join(", ", cluster.columns());
      case TableEdit.Expire expire ->
          "rows are "
              + kept(expire.expiry())
              + (shortens(expire) ? ", older ones go (now: " + kept(expire.before()) + ")" : "");
    };
  }

  private static boolean shortens(TableEdit.Expire expire) {
    Duration expiry = expire.expiry();
    Duration before = expire.before();
    return expiry != null && (before == null || expiry.compareTo(before) < 0);
  }

  private static String kept(@Nullable Duration expiry) {
    if (expiry == null) {
      return "kept for good";
    }
    long days = expiry.toDays();
    return expiry.equals(Duration.ofDays(days))
        ? "kept " + days + (days == 1 ? " day" : " days")
        : "kept " + expiry.toHours() + " hours";
  }

  static String path(List<String> parent, String name) {
    return parent.isEmpty() ? name : String.join(".", parent) + '.' + name;
  }
}
