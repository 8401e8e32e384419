// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.StorageError;
import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Status.Code;

/**
 * The service's errors. Codes are those that Google documents in {@code storage.proto}. The texts
 * on offsets, row errors, extra and mismatched fields, large requests, quota, permissions and idle
 * connections are the real ones, as users of the service have quoted them; the others are guesses.
 */
final class StorageErrors {

  private StorageErrors() {}

  static Status of(Code code, String message, String entity) {
    return Status.newBuilder()
        .setCode(code.value())
        .setMessage(message + " Entity: " + entity)
        .build();
  }

  /** With the detail by which clients know it. */
  static Status of(Code code, StorageErrorCode detail, String message, String entity) {
    return detailed(code, detail, entity, message + " Entity: " + entity);
  }

  /** The client reads the number that was expected from the end of the text. */
  static Status wrongOffset(String entity, long offset, long next) {
    String counted = ", expected offset " + next + ", received " + offset;
    return offset < next
        ? detailed(
            Code.ALREADY_EXISTS,
            StorageErrorCode.OFFSET_ALREADY_EXISTS,
            entity,
            "The offset is within stream" + counted)
        : detailed(
            Code.OUT_OF_RANGE,
            StorageErrorCode.OFFSET_OUT_OF_RANGE,
            entity,
            "The offset is beyond stream" + counted);
  }

  static Status tableNotFound(String entity) {
    return of(
        Code.NOT_FOUND,
        StorageErrorCode.TABLE_NOT_FOUND,
        "Requested entity was not found.",
        entity);
  }

  static Status streamNotFound(String entity) {
    return of(
        Code.NOT_FOUND,
        StorageErrorCode.STREAM_NOT_FOUND,
        "Requested entity was not found.",
        entity);
  }

  static Status finalized(String entity) {
    return of(
        Code.INVALID_ARGUMENT,
        StorageErrorCode.STREAM_FINALIZED,
        "Stream has been finalized and cannot be appended.",
        entity);
  }

  static Status extraFields(String message, String entity) {
    return of(
        Code.INVALID_ARGUMENT, StorageErrorCode.SCHEMA_MISMATCH_EXTRA_FIELDS, message, entity);
  }

  static Status tooLarge(int bytes, int limit, String entity) {
    return of(
        Code.INVALID_ARGUMENT,
        "AppendRows request too large: " + bytes + " limit " + limit,
        entity);
  }

  static Status badRows(String entity) {
    return of(
        Code.INVALID_ARGUMENT,
        "Errors found while processing rows. Please refer to the row_errors field for details."
            + " The list may not be complete because of the size limitations.",
        entity);
  }

  static Status quota(String what, String entity) {
    return of(
        Code.RESOURCE_EXHAUSTED,
        "Exceeds '"
            + what
            + "' quota, user_id: local (status: INSUFFICIENT_TOKENS), you can issue a raise quota"
            + " request through Google Cloud Console. Be sure to include this full error message in"
            + " the request description.",
        entity);
  }

  static Status permissionDenied(String parent) {
    return Status.newBuilder()
        .setCode(Code.PERMISSION_DENIED.value())
        .setMessage(
            "Permission 'TABLES_UPDATE_DATA' denied on resource '"
                + parent
                + "' (or it may not exist).")
        .build();
  }

  static Status idle(long seconds, String entity) {
    return of(
        Code.ABORTED,
        "Closing the stream because it has been inactive for " + seconds + " seconds.",
        entity);
  }

  static Status unavailable(String entity) {
    return of(Code.UNAVAILABLE, "The service is currently unavailable.", entity);
  }

  static Status internal(String entity) {
    return of(Code.INTERNAL, "Internal error encountered.", entity);
  }

  private static Status detailed(Code code, StorageErrorCode detail, String entity, String text) {
    return Status.newBuilder()
        .setCode(code.value())
        .setMessage(text)
        .addDetails(
            Any.pack(
                StorageError.newBuilder()
                    .setCode(detail)
                    .setEntity(entity)
                    .setErrorMessage(text)
                    .build()))
        .build();
  }
}
