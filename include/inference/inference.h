// SPDX-License-Identifier: EUPL-1.2
#pragma once

/// The contract as one header.
#include <inference/backend.h>
#include <inference/environment.h>
#include <inference/error.h>
#include <inference/extensions.h>
#include <inference/label_scores.h>
#include <inference/options.h>
#include <inference/registry.h>
#include <inference/results.h>
#include <inference/text_model.h>
#include <inference/token.h>
#include <inference/token_stream.h>
