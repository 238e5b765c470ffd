// SPDX-License-Identifier: MIT
#include "smtp/failure.h"

namespace tegami {

const char* SmtpStageName(SmtpStage stage) {
  switch (stage) {
#define TEGAMI_SMTP_STAGE(name, text) \
  case SmtpStage::name: return #name;
#include "smtp/failure.def"
#undef TEGAMI_SMTP_STAGE
  }
  return "?";
}

const char* SmtpCauseName(SmtpCause cause) {
  switch (cause) {
#define TEGAMI_SMTP_CAUSE(name, text) \
  case SmtpCause::name: return #name;
#include "smtp/failure.def"
#undef TEGAMI_SMTP_CAUSE
  }
  return "?";
}

}  // namespace tegami
