# SPDX-License-Identifier: EUPL-1.2
# `rocinfer gpus` and `rocinfer doctor`.
target_sources(rocinfer_cli PRIVATE gpu_report.cpp gpu_table.cpp live_view.cpp doctor_report.cpp)
target_sources(rocinfer PRIVATE gpus_command.cpp doctor_command.cpp)
