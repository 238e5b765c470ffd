// SPDX-License-Identifier: MIT
#include "smtp/sasl.h"

#include <gtest/gtest.h>

#include "unit/smtp/transcript.h"

namespace tegami {
namespace {

std::string All(SaslBlob& blob, size_t room) {
  std::string out;
  std::vector<uint8_t> piece(room);
  for (size_t count = blob.Pull(piece); count != 0; count = blob.Pull(piece)) out += AsText({piece.data(), count});
  return out;
}

TEST(SaslBlob, SaysWhatMicrosoftDocuments) {
  SaslBlob blob;
  blob.SetXoauth2("test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA");
  const std::string documented =
      "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0"
      "VvQUEBAQ==";
  EXPECT_EQ(blob.EncodedSize(), documented.size());
  EXPECT_EQ(All(blob, 1000), documented);
  EXPECT_TRUE(blob.Done());
}

TEST(SaslBlob, SaysWhatRfc7628Shows) {
  SaslBlob blob;
  blob.SetOauthBearer("user@example.com", "server.example.com", 143, "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
  EXPECT_EQ(
      All(blob, 1000),
      "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52Yj"
      "NSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB");
}

TEST(SaslBlob, SaysTheSameInPiecesOfAnySize) {
  for (const size_t token_size : {1, 2, 3, 100, 8192}) {
    const std::string token(token_size, 'a');
    const std::string expected = EncodeBase64(
        "n,a=u=2Cv=3Dw@x,\x01host=h\x01port=65535\x01"
        "auth=Bearer " +
        token + "\x01\x01");
    for (const size_t room : {4, 5, 7, 64, 1000, 20000}) {
      SaslBlob blob;
      blob.SetOauthBearer("u,v=w@x", "h", 65535, token);
      EXPECT_EQ(blob.EncodedSize(), expected.size());
      ASSERT_EQ(All(blob, room), expected) << room;
    }
  }
}

TEST(SaslBlob, WritesNothingWhereNoGroupFits) {
  SaslBlob blob;
  blob.SetLogin("abc");
  std::array<uint8_t, 3> small{};
  EXPECT_EQ(blob.Pull(small), 0U);
  EXPECT_FALSE(blob.Done());
}

TEST(SaslBlob, HasNoEmptyParts) {
  SaslBlob blob;
  blob.SetPlain("", "");
  EXPECT_EQ(All(blob, 100), EncodeBase64(std::string(2, '\0')));
  blob.SetOauthBearer("", "", 0, "");
  EXPECT_EQ(All(blob, 100), EncodeBase64("n,a=,\x01"
                                         "auth=Bearer \x01\x01"));
  blob.SetLogin("");
  EXPECT_TRUE(blob.Done());
  EXPECT_EQ(blob.EncodedSize(), 0U);
}

}  // namespace
}  // namespace tegami
