create type mood as enum ('sad', 'it''s ok', '');
comment on type mood is 'moods';
create table t (m mood default 'sad');
