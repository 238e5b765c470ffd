// SPDX-License-Identifier: MIT
// Names of the failure's enumerators.
#include "oauth/failure.h"

namespace tegami {

const char* OauthClassName(OauthClass failure_class) {
  switch (failure_class) {
#define TEGAMI_OAUTH_CLASS(name, text) \
  case OauthClass::name: return #name;
#include "oauth/failure.def"
#undef TEGAMI_OAUTH_CLASS
  }
  return "?";
}

const char* OauthCauseName(OauthCause cause) {
  switch (cause) {
#define TEGAMI_OAUTH_CAUSE(name, text) \
  case OauthCause::name: return #name;
#include "oauth/failure.def"
#undef TEGAMI_OAUTH_CAUSE
  }
  return "?";
}

}  // namespace tegami
