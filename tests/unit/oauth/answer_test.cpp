// SPDX-License-Identifier: MIT
// Answers are judged by `error` and status; numbers only choose words, and only ever make us more patient.
#include "oauth/answer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tegami {
namespace {

struct Judged {
  OauthJudgement judgement;
  OauthFailure failure;
};

Judged Judge(uint16_t status, std::string body, HttpContent content = HttpContent::kJson) {
  HttpResponse response;
  response.status = status;
  response.content = content;
  response.body = Bytes(reinterpret_cast<uint8_t*>(body.data()), body.size());
  Judged judged;
  judged.judgement = JudgeResponse(response, {}, judged.failure);
  return judged;
}

Judged JudgeError(uint16_t status, const std::string& error, uint32_t aadsts) {
  return Judge(status, "{\"error\":\"" + error + "\",\"error_codes\":[" + std::to_string(aadsts) + "]}");
}

using Numbers = std::vector<uint32_t>;
const Numbers kTransientNumbers = {50196, 90006, 90024, 90033, 90090, 90055, 70012, 80001, 80002, 80014, 135010};
const Numbers kUserNumbers = {70018, 70019, 70020, 90119, 90120, 50134, 50089, 65004, 50126, 50056,
                              50034, 50014, 50020, 51004, 90072, 16000, 50125, 50140, 50199};
const Numbers kSignInNumbers = {54005, 70000, 70008, 700082, 70043, 50173, 50132, 50133, 50085, 50055,
                                50144, 50058, 50072, 50079,  50074, 50076, 50078, 50158, 530036};
const Numbers kAdministratorNumbers = {65001, 90094,  90095,  50053,  50057,  50097, 50155,   50105,
                                       50131, 50002,  53000,  53001,  53002,  53003, 53004,   53010,
                                       53011, 530032, 530033, 530035, 530084, 70001, 7000112, 5000811};
const Numbers kConfigurationNumbers = {65002,  65005,  650052,  650056,  650057,  500011, 700084, 50059,
                                       50128,  90002,  50194,   9001023, 9002332, 90124,  90130,  500208,
                                       700016, 70002,  7000215, 7000222, 7000218, 700025, 70011,  700022,
                                       90014,  900144, 90023,   9002313, 90038};

TEST(OauthAnswer, KnowsEveryNumberAndWhoseTurnItIs) {
  const std::vector<std::pair<OauthClass, Numbers>> rows = {{OauthClass::kTransient, kTransientNumbers},
                                                            {OauthClass::kUserAction, kUserNumbers},
                                                            {OauthClass::kSignInAgain, kSignInNumbers},
                                                            {OauthClass::kAdministrator, kAdministratorNumbers},
                                                            {OauthClass::kConfiguration, kConfigurationNumbers}};
  for (const auto& [advice, numbers] : rows) {
    for (const uint32_t number : numbers) {
      SCOPED_TRACE(number);
      const Judged judged = JudgeError(400, "invalid_grant", number);
      EXPECT_EQ(judged.failure.advice, advice);
      EXPECT_EQ(judged.failure.aadsts, number);
      EXPECT_NE(judged.failure.cause, OauthCause::kNone);
      EXPECT_NE(judged.failure.cause, OauthCause::kUnknownError);
    }
  }
}

TEST(OauthAnswer, NumbersNeverHarden) {
  for (const Numbers& numbers : {kUserNumbers, kSignInNumbers, kAdministratorNumbers, kConfigurationNumbers}) {
    for (const uint32_t number : numbers) {
      SCOPED_TRACE(number);
      EXPECT_EQ(JudgeError(400, "invalid_grant", number).failure.failure_class, OauthClass::kSignInAgain);
      EXPECT_EQ(JudgeError(400, "invalid_request", number).failure.failure_class, OauthClass::kConfiguration);
      EXPECT_EQ(JudgeError(400, "temporarily_unavailable", number).failure.failure_class, OauthClass::kTransient);
      EXPECT_EQ(JudgeError(503, "invalid_grant", number).failure.failure_class, OauthClass::kTransient);
      EXPECT_EQ(JudgeError(400, "authorization_pending", number).failure.failure_class, OauthClass::kTransient);
    }
  }
}

TEST(OauthAnswer, NumbersOfATroubledServiceSoften) {
  for (const uint32_t number : kTransientNumbers) {
    SCOPED_TRACE(number);
    for (const char* error : {"invalid_grant", "invalid_client", "invalid_request", "interaction_required", "x"}) {
      EXPECT_EQ(JudgeError(400, error, number).failure.failure_class, OauthClass::kTransient);
    }
  }
  EXPECT_EQ(JudgeError(400, "invalid_grant", 50196).judgement.pause_ms, kRequestLoopPauseMs);
  EXPECT_EQ(JudgeError(400, "invalid_grant", 90033).judgement.pause_ms, 0);
  // With slow_down, what is to be done is clear already.
  EXPECT_EQ(JudgeError(400, "slow_down", 50196).judgement.pause_ms, 0);
}

TEST(OauthAnswer, ReadsEveryErrorByName) {
  struct Row {
    const char* name;
    OauthError error;
    OauthClass failure_class;
  };
  for (const Row& row : {
#define TEGAMI_OAUTH_ERROR(id, text, failure_class, cause) Row{text, OauthError::id, OauthClass::failure_class},
#include "oauth/error_oauth.def"
#undef TEGAMI_OAUTH_ERROR
       }) {
    SCOPED_TRACE(row.name);
    const Judged judged = Judge(400, std::string("{\"error\":\"") + row.name + "\"}");
    EXPECT_EQ(judged.judgement.reply, OauthReply::kError);
    EXPECT_EQ(judged.judgement.error, row.error);
    EXPECT_EQ(judged.failure.failure_class, row.failure_class);
    EXPECT_EQ(View(judged.failure.error), row.name);
  }
  const Judged other = Judge(400, "{\"error\":\"INVALID_GRANT\"}");
  EXPECT_EQ(other.judgement.error, OauthError::kOther);
  EXPECT_EQ(other.failure.failure_class, OauthClass::kConfiguration);
}

// Whatever the status, whatever the body: only a JSON object with `error`, below 500 and not 429, is a definite answer.
TEST(OauthAnswer, OutagesAreNeverAnswers) {
  const std::string dead = "{\"error\":\"invalid_grant\",\"error_codes\":[700082]}";
  for (int status = 200; status < 600; ++status) {
    SCOPED_TRACE(status);
    const bool definite = (status < 300 || status >= 400) && status != 429 && status < 500;
    const auto code = static_cast<uint16_t>(status);
    EXPECT_EQ(Judge(code, dead).failure.failure_class == OauthClass::kSignInAgain, definite);
    for (const HttpContent content : {HttpContent::kNone, HttpContent::kHtml, HttpContent::kOther}) {
      const Judged judged = Judge(code, dead, content);
      EXPECT_EQ(judged.judgement.reply, OauthReply::kOutage);
      EXPECT_EQ(judged.failure.failure_class, OauthClass::kTransient);
    }
    for (const char* body : {"", "{", "[]", "null", "\"error\"", "{\"error\":true}", "{\"error\":\"\"}",
                             "{\"Error\":\"invalid_grant\"}", "{\"error\":\"invalid_grant\"} x"}) {
      const Judged judged = Judge(code, body);
      EXPECT_NE(judged.judgement.reply, OauthReply::kError) << body;
      EXPECT_TRUE(judged.judgement.reply == OauthReply::kGood ||
                  judged.failure.failure_class == OauthClass::kTransient);
      EXPECT_TRUE(judged.judgement.reply != OauthReply::kGood || status < 300);
    }
  }
}

TEST(OauthAnswer, EveryPrefixOfAnAnswerIsAnOutage) {
  const std::string whole =
      "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082: inactive\",\"error_codes\":[700082]}";
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(Judge(400, whole.substr(0, size)).failure.failure_class, OauthClass::kTransient) << size;
  }
  EXPECT_EQ(Judge(400, whole).failure.failure_class, OauthClass::kSignInAgain);
}

TEST(OauthAnswer, OutagesOfTheTransportSpareTheTokens) {
  for (const OauthOutage why :
       {OauthOutage::kUnreachable, OauthOutage::kTimedOut, OauthOutage::kBrokenAnswer, OauthOutage::kStaleConnection}) {
    OauthFailure failure;
    failure.aadsts = 700082;
    JudgeOutage(why, failure);
    EXPECT_EQ(failure.failure_class, OauthClass::kTransient);
    EXPECT_EQ(failure.verdict, TokenVerdict::kKeep);
    EXPECT_EQ(failure.aadsts, 0U);
  }
}

TEST(OauthAnswer, NamesAreThoseOfTheData) {
  EXPECT_STREQ(OauthClassName(OauthClass::kSignInAgain), "kSignInAgain");
  EXPECT_STREQ(OauthCauseName(OauthCause::kRequestLoop), "kRequestLoop");
}

}  // namespace
}  // namespace tegami
