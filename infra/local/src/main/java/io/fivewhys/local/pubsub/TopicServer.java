// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.ListTopicSnapshotsRequest;
import com.google.pubsub.v1.ListTopicSnapshotsResponse;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsResponse;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ListTopicsResponse;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.PublisherGrpc.PublisherImplBase;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateTopicRequest;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Topics and publishing, as clients see them. */
final class TopicServer extends PublisherImplBase {

  private static final Set<String> CHANGEABLE =
      Set.of("labels", "message_retention_duration", "schema_settings", "message_storage_policy");

  private final Resources resources;

  TopicServer(Resources resources) {
    this.resources = resources;
  }

  @Override
  public void createTopic(Topic request, StreamObserver<Topic> client) {
    Answer.to(client, () -> resources.create(request));
  }

  @Override
  public void updateTopic(UpdateTopicRequest request, StreamObserver<Topic> client) {
    Answer.to(
        client,
        () -> {
          LocalTopic topic = resources.topic(request.getTopic().getName());
          topic.change(
              (Topic)
                  FieldMasks.merge(
                      topic.said(), request.getTopic(), request.getUpdateMask(), CHANGEABLE));
          return topic.said();
        });
  }

  @Override
  public void publish(PublishRequest request, StreamObserver<PublishResponse> client) {
    Answer.to(
        client,
        () -> {
          LocalTopic topic = resources.topic(request.getTopic());
          Publishing.require(request.getMessagesList());
          List<PubsubMessage> messages =
              topic.said().hasSchemaSettings()
                  ? resources
                      .schemas()
                      .validated(topic.said().getSchemaSettings(), request.getMessagesList())
                  : request.getMessagesList();
          return PublishResponse.newBuilder()
              .addAllMessageIds(topic.publish(messages, resources.now()))
              .build();
        });
  }

  @Override
  public void getTopic(GetTopicRequest request, StreamObserver<Topic> client) {
    Answer.to(client, () -> resources.topic(request.getTopic()).said());
  }

  @Override
  public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> client) {
    Answer.to(
        client,
        () -> {
          Page<LocalTopic> page =
              Page.of(
                  resources.topics(),
                  request.getProject() + "/" + Names.TOPICS + "/",
                  request.getPageSize(),
                  request.getPageToken());
          return ListTopicsResponse.newBuilder()
              .addAllTopics(page.items().stream().map(LocalTopic::said).toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void listTopicSubscriptions(
      ListTopicSubscriptionsRequest request,
      StreamObserver<ListTopicSubscriptionsResponse> client) {
    Answer.to(
        client,
        () -> {
          TreeMap<String, String> names = new TreeMap<>();
          resources
              .topic(request.getTopic())
              .subscriptions()
              .forEach(subscription -> names.put(subscription.name(), subscription.name()));
          Page<String> page = Page.of(names, "", request.getPageSize(), request.getPageToken());
          return ListTopicSubscriptionsResponse.newBuilder()
              .addAllSubscriptions(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void listTopicSnapshots(
      ListTopicSnapshotsRequest request, StreamObserver<ListTopicSnapshotsResponse> client) {
    Answer.to(
        client,
        () -> {
          LocalTopic topic = resources.topic(request.getTopic());
          TreeMap<String, String> names = new TreeMap<>();
          for (LocalSnapshot snapshot : resources.snapshots().values()) {
            if (snapshot.topic() == topic) {
              names.put(snapshot.name(), snapshot.name());
            }
          }
          Page<String> page = Page.of(names, "", request.getPageSize(), request.getPageToken());
          return ListTopicSnapshotsResponse.newBuilder()
              .addAllSnapshots(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void deleteTopic(DeleteTopicRequest request, StreamObserver<Empty> client) {
    Answer.to(
        client,
        () -> {
          resources.deleteTopic(request.getTopic());
          return Empty.getDefaultInstance();
        });
  }
}
