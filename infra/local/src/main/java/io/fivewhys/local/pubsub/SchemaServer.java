// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.CommitSchemaRequest;
import com.google.pubsub.v1.CreateSchemaRequest;
import com.google.pubsub.v1.DeleteSchemaRequest;
import com.google.pubsub.v1.GetSchemaRequest;
import com.google.pubsub.v1.ListSchemaRevisionsRequest;
import com.google.pubsub.v1.ListSchemaRevisionsResponse;
import com.google.pubsub.v1.ListSchemasRequest;
import com.google.pubsub.v1.ListSchemasResponse;
import com.google.pubsub.v1.Schema;
import com.google.pubsub.v1.SchemaServiceGrpc.SchemaServiceImplBase;
import com.google.pubsub.v1.SchemaView;
import com.google.pubsub.v1.ValidateMessageRequest;
import com.google.pubsub.v1.ValidateMessageResponse;
import com.google.pubsub.v1.ValidateSchemaRequest;
import com.google.pubsub.v1.ValidateSchemaResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Schemas, as clients see them. */
final class SchemaServer extends SchemaServiceImplBase {

  private final Schemas schemas;

  SchemaServer(Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public void createSchema(CreateSchemaRequest request, StreamObserver<Schema> client) {
    Answer.to(
        client,
        () -> schemas.create(request.getParent(), request.getSchemaId(), request.getSchema()));
  }

  @Override
  public void commitSchema(CommitSchemaRequest request, StreamObserver<Schema> client) {
    Answer.to(client, () -> schemas.commit(request.getName(), request.getSchema()));
  }

  @Override
  public void getSchema(GetSchemaRequest request, StreamObserver<Schema> client) {
    Answer.to(client, () -> viewed(schemas.get(request.getName()), full(request.getView())));
  }

  private static boolean full(SchemaView view) {
    return view != SchemaView.BASIC;
  }

  private static Schema viewed(Schema schema, boolean full) {
    return full ? schema : schema.toBuilder().clearDefinition().build();
  }

  @Override
  public void listSchemas(ListSchemasRequest request, StreamObserver<ListSchemasResponse> client) {
    Answer.to(
        client,
        () -> {
          Page<List<Schemas.Revision>> page =
              Page.of(
                  schemas.all(),
                  request.getParent() + "/" + Names.SCHEMAS + "/",
                  request.getPageSize(),
                  request.getPageToken());
          boolean full = request.getView() == SchemaView.FULL;
          return ListSchemasResponse.newBuilder()
              .addAllSchemas(
                  page.items().stream()
                      .map(revisions -> viewed(revisions.getLast().said(), full))
                      .toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  /** Newest first; there are never more than fit a page. */
  @Override
  public void listSchemaRevisions(
      ListSchemaRevisionsRequest request, StreamObserver<ListSchemaRevisionsResponse> client) {
    Answer.to(
        client,
        () ->
            ListSchemaRevisionsResponse.newBuilder()
                .addAllSchemas(
                    schemas.require(request.getName()).reversed().stream()
                        .map(revision -> viewed(revision.said(), full(request.getView())))
                        .toList())
                .build());
  }

  @Override
  public void deleteSchema(DeleteSchemaRequest request, StreamObserver<Empty> client) {
    Answer.to(
        client,
        () -> {
          schemas.delete(request.getName());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void validateSchema(
      ValidateSchemaRequest request, StreamObserver<ValidateSchemaResponse> client) {
    Answer.to(
        client,
        () -> {
          Schemas.parse(request.getSchema());
          return ValidateSchemaResponse.getDefaultInstance();
        });
  }

  @Override
  public void validateMessage(
      ValidateMessageRequest request, StreamObserver<ValidateMessageResponse> client) {
    Answer.to(
        client,
        () -> {
          Schema schema = request.hasName() ? schemas.get(request.getName()) : request.getSchema();
          String fault =
              AvroMessages.fault(
                  Schemas.parse(schema), request.getEncoding(), request.getMessage());
          if (fault != null) {
            throw Subscriptions.invalid("the message does not fit the schema: " + fault);
          }
          return ValidateMessageResponse.getDefaultInstance();
        });
  }
}
