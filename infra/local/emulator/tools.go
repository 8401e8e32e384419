// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package emulator pins the GoogleSQL emulator that tests run views, functions and queries on.
package emulator

import _ "github.com/goccy/bigquery-emulator/cmd/bigquery-emulator"
