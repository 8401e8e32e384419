// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteSettings;
import io.fivewhys.contract.Settings;
import io.grpc.ManagedChannelBuilder;

/** How the Storage Write API is reached: Google's, or a local server's. */
final class WarehouseConnection {

  private WarehouseConnection() {}

  static TransportChannelProvider channels(Settings settings) {
    String endpoint = settings.get(Settings.WAREHOUSE_WRITE_ENDPOINT);
    return endpoint.isEmpty()
        ? BigQueryWriteSettings.defaultTransportChannelProvider()
        : BigQueryWriteSettings.defaultGrpcTransportProviderBuilder()
            .setEndpoint(endpoint)
            .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
            .build();
  }

  static CredentialsProvider credentials(Settings settings) {
    return settings.get(Settings.WAREHOUSE_WRITE_ENDPOINT).isEmpty()
        ? BigQueryWriteSettings.defaultCredentialsProviderBuilder().build()
        : NoCredentialsProvider.create();
  }
}
