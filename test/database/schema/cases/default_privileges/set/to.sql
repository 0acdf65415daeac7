create schema s;
alter default privileges in schema s grant select on tables to case_reader;
alter default privileges revoke execute on functions from public;
alter default privileges for role case_owner grant usage on sequences to case_writer;
