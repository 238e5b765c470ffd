// SPDX-License-Identifier: MIT
// What a mail service gives where the administrator has set nothing: its row of oauth/provider_table.def, by the
// schema's fields. The mail client, the snapshot, forms and the host tool all ask here.
#pragma once

#include "oauth/provider_table.h"
#include "settings/schema.h"
#include "tegami/hal/network_types.h"

namespace tegami {

const Provider& ProviderOf(MailService service);

// Chooses the service, and with another one takes the values that it gives: authentication method, secure connection,
// and in place of what was set for the service before (server, port, tenant, client id, scope, endpoints) nothing,
// which means its own. kCustom gives none: all stays as it is. Whoever takes several fields of a form sets the service
// first.
void ChooseService(AccountSettings& settings, MailService service);

// Whether services give a value for the field.
bool ServiceGives(const SettingField& field);

// The service's value as GetSetting() would have it; empty where it gives none.
void GetServiceValue(const SettingField& field, MailService service, AnyText& text);

// The value that counts: the administrator's, or where that is empty the service's.
void GetEffectiveSetting(const SettingField& field, SettingsView settings, AnyText& text);

// The mail server that counts.
Endpoint MailServerOf(const AccountSettings& settings);

}  // namespace tegami
