/** The first message of a session; the last row tells who answers. */
export function setUpSql(applicationName: string): string {
  return `${settingsSql(applicationName)};
    select pg_catalog.current_setting('server_version_num') as number, pg_catalog.current_setting('server_version') as text,
      pg_catalog.pg_backend_pid() as pid`
}

/** What the session needs whatever the role, the database or a script set. */
export function settingsSql(applicationName: string): string {
  const name = applicationName.replace(/[^A-Za-z0-9_:.-]/g, '').slice(0, 63)
  return `set statement_timeout = 0; set application_name = '${name}';
    set idle_in_transaction_session_timeout = 0; set standard_conforming_strings = on;
    set client_encoding = 'UTF8'; set datestyle = 'ISO'; set client_min_messages = notice;
    select case when pg_catalog.current_setting(s.name, true) is not null then pg_catalog.set_config(s.name, s.value, false) end
      from (values ('idle_session_timeout', '0'), ('transaction_timeout', '0'),
        (case when pg_catalog.version() operator(pg_catalog.~) 'linux' then 'client_connection_check_interval' end, '500ms')) as s(name, value)`
}
