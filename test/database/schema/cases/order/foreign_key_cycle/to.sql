create table unrelated (id integer);
create table authors (id integer primary key, best_book integer);
create table books (id integer primary key, author integer not null references authors deferrable);
alter table authors add constraint best foreign key (best_book) references books on delete set null not valid;
create table tree (id integer primary key, parent integer references tree);
