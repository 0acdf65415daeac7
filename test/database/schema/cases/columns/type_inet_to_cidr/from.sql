create table t (a cidr, b text);
insert into t values ('10.0.0.0/8', '10.0.0.1/32');
