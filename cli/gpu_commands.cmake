# SPDX-License-Identifier: EUPL-1.2
# `rocinfer gpus` and `rocinfer doctor`.
target_sources(rocinfer_cli PRIVATE commands/gpu_report.cpp commands/gpu_table.cpp commands/live_view.cpp commands/doctor_report.cpp)
target_sources(rocinfer PRIVATE commands/gpus_command.cpp commands/doctor_command.cpp)
