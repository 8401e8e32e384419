// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

/**
 * Where everything runs and what all services share.
 *
 * @param number of the project, as it stands in audit entries
 * @param deployer who deploys from the build
 */
public record Platform(
    String project,
    String number,
    String region,
    String connector,
    String sqlInstance,
    String deployer,
    String operator) {

  public String sqlConnectionName() {
    return project + ":" + region + ":" + sqlInstance;
  }

  public String logName(String id) {
    return "projects/" + project + "/logs/" + id.replace("/", "%2F");
  }
}
