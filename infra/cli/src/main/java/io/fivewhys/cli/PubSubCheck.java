// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.SchemaServiceClient;
import com.google.cloud.pubsub.v1.SchemaServiceSettings;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.fivewhys.contract.Settings;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.jspecify.annotations.Nullable;

/** Whether the subscription that ingest reads and the topic of escalations can be used. */
final class PubSubCheck {

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String CONSUME = "pubsub.subscriptions.consume";
  private static final String PUBLISH = "pubsub.topics.publish";

  private PubSubCheck() {}

  static List<Finding> run(Settings settings) {
    String subscription = settings.get(Settings.INGEST_SUBSCRIPTION);
    String topic = settings.get(Settings.ESCALATIONS_TOPIC);
    List<Finding> findings = new ArrayList<>();
    String endpoint = settings.get(Settings.PUBSUB_ENDPOINT);
    ManagedChannel channel =
        endpoint.isEmpty()
            ? null
            : ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    try {
      if (subscription.isEmpty()) {
        findings.add(Finding.skipped("subscription", "ingest.subscription is empty"));
      } else {
        findings.addAll(look(subscription, name -> subscription(name, channel)));
      }
      if (topic.isEmpty()) {
        findings.add(Finding.skipped("escalations", "escalations.topic is empty"));
      } else {
        findings.addAll(look(topic, name -> topic(name, channel)));
      }
    } finally {
      if (channel != null) {
        channel.shutdownNow();
      }
    }
    return findings;
  }

  private static List<Finding> look(String name, Function<String, List<Finding>> looking) {
    try {
      return looking.apply(name);
    } catch (ApiException e) {
      return List.of(Finding.fault(name, whatToDo(e)));
    }
  }

  private static String whatToDo(ApiException failure) {
    return switch (failure.getStatusCode().getCode()) {
      case NOT_FOUND -> "is not there: create it, or correct the setting";
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          "may not be looked at: grant roles/pubsub.viewer on it; " + failure.getMessage();
      default -> "is not reached: " + failure.getMessage();
    };
  }

  private static List<Finding> subscription(String name, @Nullable ManagedChannel channel) {
    SubscriptionAdminSettings.Builder settings =
        SubscriptionAdminSettings.newBuilder()
            .setTransportChannelProvider(
                channels(channel, SubscriptionAdminSettings.defaultTransportChannelProvider()))
            .setCredentialsProvider(
                credentials(
                    channel,
                    SubscriptionAdminSettings.defaultCredentialsProviderBuilder().build()));
    settings.getSubscriptionSettings().setRetrySettings(retries());
    try (SubscriptionAdminClient client = SubscriptionAdminClient.create(settings.build())) {
      List<Finding> findings = new ArrayList<>();
      findings.add(described(client.getSubscription(name)));
      findings.add(rights(name, CONSUME, "roles/pubsub.subscriber", client::testIamPermissions));
      return findings;
    } catch (IOException e) {
      return List.of(Finding.fault(name, "is not reached: " + e.getMessage()));
    }
  }

  private static Finding described(Subscription subscription) {
    String name = subscription.getName();
    if (subscription.getDetached() || subscription.getTopic().equals("_deleted-topic_")) {
      return Finding.fault(name, "its topic is gone: create both anew");
    }
    if (subscription.hasPushConfig() && !subscription.getPushConfig().getPushEndpoint().isEmpty()) {
      return Finding.fault(name, "it pushes: ingest pulls, clear its push endpoint");
    }
    if (!subscription.getFilter().isEmpty()) {
      return Finding.ok(
          name, settings(subscription) + "; its filter leaves entries out, which nobody counts");
    }
    return Finding.ok(name, settings(subscription));
  }

  private static String settings(Subscription subscription) {
    long days = subscription.getExpirationPolicy().getTtl().getSeconds() / 86_400;
    return "of "
        + subscription.getTopic()
        + ", ack deadline "
        + subscription.getAckDeadlineSeconds()
        + " s, exactly-once delivery "
        + (subscription.getEnableExactlyOnceDelivery() ? "on" : "off")
        + ", keeps messages for "
        + subscription.getMessageRetentionDuration().getSeconds() / 3_600
        + " h, "
        + (days == 0
            ? "never expires"
            : "expires after "
                + days
                + " days without a reader (never: gcloud pubsub subscriptions update --expiration-period=never)");
  }

  private static List<Finding> topic(String name, @Nullable ManagedChannel channel) {
    TopicAdminSettings.Builder settings =
        TopicAdminSettings.newBuilder()
            .setTransportChannelProvider(
                channels(channel, TopicAdminSettings.defaultTransportChannelProvider()))
            .setCredentialsProvider(
                credentials(
                    channel, TopicAdminSettings.defaultCredentialsProviderBuilder().build()));
    settings.getTopicSettings().setRetrySettings(retries());
    try (TopicAdminClient client = TopicAdminClient.create(settings.build())) {
      List<Finding> findings = new ArrayList<>();
      Topic topic = client.getTopic(name);
      findings.add(Finding.ok(name, "is there"));
      findings.add(rights(name, PUBLISH, "roles/pubsub.publisher", client::testIamPermissions));
      findings.add(
          topic.hasSchemaSettings()
              ? schema(topic.getSchemaSettings().getSchema(), channel)
              : Finding.skipped("schema of " + name, "it has none, and takes anything"));
      return findings;
    } catch (IOException e) {
      return List.of(Finding.fault(name, "is not reached: " + e.getMessage()));
    }
  }

  private static Finding schema(String name, @Nullable ManagedChannel channel) throws IOException {
    try (SchemaServiceClient client =
        SchemaServiceClient.create(
            SchemaServiceSettings.newBuilder()
                .setTransportChannelProvider(
                    channels(channel, SchemaServiceSettings.defaultTransportChannelProvider()))
                .setCredentialsProvider(
                    credentials(
                        channel, SchemaServiceSettings.defaultCredentialsProviderBuilder().build()))
                .build())) {
      return compared(name, client.getSchema(name).getDefinition());
    } catch (ApiException e) {
      return Finding.fault(name, whatToDo(e));
    }
  }

  private static Finding compared(String name, String definition) {
    try {
      Schema ours = new Schema.Parser().parse(EscalationSchema.definition());
      Schema theirs = new Schema.Parser().parse(definition);
      new SchemaValidatorBuilder()
          .mutualReadStrategy()
          .validateLatest()
          .validate(ours, List.of(theirs));
      return Finding.ok(
          name,
          ours.equals(theirs) ? "is that of escalations" : "takes escalations, in another version");
    } catch (SchemaValidationException | SchemaParseException e) {
      return Finding.fault(
          name,
          "does not take escalations; commit the revision that fivewhys escalations --schema prints");
    }
  }

  private static Finding rights(
      String name,
      String permission,
      String role,
      Function<TestIamPermissionsRequest, TestIamPermissionsResponse> asking) {
    String subject = "rights on " + name;
    TestIamPermissionsRequest request =
        TestIamPermissionsRequest.newBuilder().setResource(name).addPermissions(permission).build();
    try {
      return asking.apply(request).getPermissionsList().contains(permission)
          ? Finding.ok(subject, permission)
          : Finding.fault(subject, permission + " is missing: grant " + role + " on it");
    } catch (ApiException e) {
      if (e.getStatusCode().getCode() == StatusCode.Code.UNIMPLEMENTED) {
        return Finding.skipped(subject, "this server knows of none");
      }
      throw e;
    }
  }

  private static TransportChannelProvider channels(
      @Nullable ManagedChannel channel, TransportChannelProvider google) {
    return channel == null
        ? google
        : FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
  }

  private static CredentialsProvider credentials(
      @Nullable ManagedChannel channel, CredentialsProvider google) {
    return channel == null ? google : NoCredentialsProvider.create();
  }

  private static RetrySettings retries() {
    return RetrySettings.newBuilder()
        .setInitialRpcTimeoutDuration(ANSWER)
        .setMaxRpcTimeoutDuration(ANSWER)
        .setTotalTimeoutDuration(ANSWER)
        .build();
  }
}
