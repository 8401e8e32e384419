// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

/**
 * What a service is told to be.
 *
 * @param generation counts every change, moved traffic too
 * @param latest the newest revision, ready or not
 * @param latestReady the newest one that could start
 */
public record Configuration(int generation, Revision latest, Revision latestReady) {}
