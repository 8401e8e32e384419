// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.TransportChannelProvider;
import io.fivewhys.ingest.google.ApiFailure.Kind;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.time.Duration;

/** What all of Google's APIs have in common: how to reach them, and what their errors mean. */
final class ApiSource {

  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

  /**
   * One API of one project.
   *
   * @param what is read, for messages: {@code the logs of project P}
   * @param role that allows it
   */
  record Access(String what, String role) {}

  private ApiSource() {}

  /**
   * @param endpoint host and port of a server without encryption; empty for Google's
   */
  static TransportChannelProvider channel(
      InstantiatingGrpcChannelProvider.Builder googles, String endpoint) {
    // A connection that died without a word would look like a project that has nothing to say.
    googles.setKeepAliveTimeDuration(KEEP_ALIVE);
    return endpoint.isEmpty()
        ? googles.build()
        : googles
            .setEndpoint(endpoint)
            .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
            .build();
  }

  static CredentialsProvider credentials(CredentialsProvider googles, String endpoint) {
    return endpoint.isEmpty() ? googles : NoCredentialsProvider.create();
  }

  /** The client could not be made. */
  static ApiFailure noClient(IOException e, Access access) {
    return new ApiFailure(
        Kind.DENIED,
        "there are no Google credentials to read "
            + access.what
            + " with: run \"gcloud auth application-default login\","
            + " or name a key file in GOOGLE_APPLICATION_CREDENTIALS",
        e);
  }

  static ApiFailure failure(Throwable failure, Access access) {
    if (!(failure instanceof ApiException e)) {
      return new ApiFailure(Kind.PASSING, "reading " + access.what + ": " + failure, failure);
    }
    String said = String.valueOf(e.getMessage()).replaceFirst("^[\\w.$]*Exception: ", "");
    return switch (e.getStatusCode().getCode()) {
      case PERMISSION_DENIED ->
          new ApiFailure(
              Kind.DENIED,
              access.what
                  + " may not be read: grant the role "
                  + access.role
                  + " there to whose credentials these are (Google says: "
                  + said
                  + ")",
              e);
      case UNAUTHENTICATED ->
          new ApiFailure(
              Kind.DENIED,
              "Google does not take the credentials to read "
                  + access.what
                  + " with: run \"gcloud auth application-default login\" again (Google says: "
                  + said
                  + ")",
              e);
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, UNIMPLEMENTED ->
          new ApiFailure(
              Kind.REFUSED, access.what + " cannot be read so (Google says: " + said + ")", e);
      case RESOURCE_EXHAUSTED -> new ApiFailure(Kind.QUOTA, said, e);
      default -> new ApiFailure(Kind.PASSING, said, e);
    };
  }
}
