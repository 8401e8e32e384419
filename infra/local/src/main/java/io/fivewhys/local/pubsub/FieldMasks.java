// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.util.FieldMaskUtil;
import com.google.protobuf.util.FieldMaskUtil.MergeOptions;
import java.util.Set;

/** Updates that name the fields which they change. */
final class FieldMasks {

  private static final MergeOptions REPLACE =
      new MergeOptions().setReplaceMessageFields(true).setReplaceRepeatedFields(true);

  private FieldMasks() {}

  /** The old one with the named fields of the new one. */
  static Message merge(Message old, Message update, FieldMask mask, Set<String> changeable) {
    if (mask.getPathsCount() == 0) {
      throw Subscriptions.invalid("the update mask names no field");
    }
    for (String path : mask.getPathsList()) {
      if (!changeable.contains(path.split("\\.", 2)[0])) {
        throw Subscriptions.invalid(path + " cannot be changed");
      }
    }
    Message.Builder merged = old.toBuilder();
    FieldMaskUtil.merge(mask, update, merged, REPLACE);
    return merged.build();
  }
}
