create domain email as text collate "C" default 'a@b' not null constraint has_at check (value like '%@%');
comment on domain email is 'an address';
comment on constraint has_at on domain email is 'has an @';
